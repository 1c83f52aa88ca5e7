import { Button } from '@fluentui/react-components';
import { Checkmark20Regular, Image20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { copyPicture } from '../../store/copy-picture.ts';
import { tellProblem } from '../../store/dialogs.ts';

/** The call flow as a picture, for a document or a chat. It shows names and addresses as they are. */
export function CopyPictureButton({ runId }: { readonly runId: string }) {
  const [isCopied, setIsCopied] = useState(false);
  async function copy(): Promise<void> {
    const problem = await copyPicture(runId);
    setIsCopied(problem === null);
    if (problem !== null) tellProblem(problem);
  }
  return (
    <Button
      appearance="subtle"
      icon={isCopied ? <Checkmark20Regular /> : <Image20Regular />}
      onClick={() => void copy()}
      onBlur={() => setIsCopied(false)}
    >
      {isCopied ? 'Copied' : 'Copy picture of the call flow'}
    </Button>
  );
}
