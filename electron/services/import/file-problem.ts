const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EBUSY: 'another program uses it',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
};

/** Why a file cannot be read, to stand behind a colon. What is no fault of the file system is ours, and goes on. */
export function fileProblem(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error))
    throw error;
  return REASONS[error.code] ?? `the operating system reports ${error.code}`;
}
