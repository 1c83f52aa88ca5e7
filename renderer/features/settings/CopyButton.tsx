import { Button } from '@fluentui/react-components';
import { Checkmark20Regular, Copy20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { copyText } from '../../store/actions.ts';

export interface CopyButtonProps {
  readonly children: string;
  /** Made when it is asked for: it may be long. */
  readonly text: () => string;
}

export function CopyButton({ children, text }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Button
      size="small"
      icon={isCopied ? <Checkmark20Regular /> : <Copy20Regular />}
      onClick={() => void copyText(text()).then(setIsCopied)}
      onBlur={() => setIsCopied(false)}
    >
      {isCopied ? 'Copied' : children}
    </Button>
  );
}
