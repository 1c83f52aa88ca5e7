/** What --help prints. docs/cli.md says the same at greater length. */

export const MAIN_HELP = `Rungs shows where a Skype for Business or Lync sign-in breaks, and why.

Usage:
  rungs check ADDRESS [options]   run a sign-in and say what is wrong
  rungs explain [FINDING]         what a finding means and what to do about it
  rungs lab [SCENARIO]            a practice network on this computer, until Ctrl+C

  rungs COMMAND --help            options and examples of a command
  rungs --version                 the version

Examples:
  rungs check alice@contoso.com
  rungs check --lab cert-expired
  rungs explain connectivity.certificate-expired
`;

export const CHECK_HELP = `Runs a sign-in for real, as far as it goes without a password, and says what is wrong.

Usage:
  rungs check ADDRESS [options]

What to check:
  ADDRESS                 the sign-in address, such as alice@contoso.com
  --profile sfb|lync2010  which client to follow (default: sfb)
  --network auto|internal|external
                          which of the two sets of servers to ask for (default: auto)
  --server HOST[:PORT]    this server instead of looking for one
  --auth none             how far to go; without credentials there is no other choice (default: none)

How to reach it:
  --resolver IP[:PORT]    ask this DNS server instead of the system's; may be repeated
  --connect-to HOST:PORT:HOST:PORT
                          when the first is to be dialled, dial the second (as curl does); may be repeated
  --ca-file PEM           trust these certificates too; may be repeated
  --lab SCENARIO          use a practice network on this computer; ADDRESS may be left out
  --timeout SECONDS       give up after this long, 600 at most (default: 60)
                          IPv6 addresses stand in brackets: [2001:db8::1]:53

What to print:
  --json                  one JSON document (docs/run.schema.json describes it)
  --ndjson                every observation as it is made, one a line, then the document without them
  --quiet                 nothing; the exit code says it

Exit code:
  0 healthy   1 a problem was found   2 wrong usage   70 a fault of Rungs itself   130 cancelled

Examples:
  rungs check alice@contoso.com
  rungs check alice@contoso.com --network external --json > run.json
  rungs check alice@contoso.com --resolver 192.0.2.53 --ca-file company-root.pem
  rungs check alice@contoso.com --server sip.contoso.com:443
  rungs check --lab cert-expired
`;

export const EXPLAIN_HELP = `Says what a finding means, what to do about it, and who can.

Usage:
  rungs explain            lists all findings
  rungs explain FINDING    explains one
  --json                   prints it as JSON

Examples:
  rungs explain
  rungs explain connectivity.certificate-expired
  rungs explain discovery.no-records --json
`;

export const LAB_HELP = `Runs a practice network on this computer: name service, web services and SIP servers of contoso.test.
Prints one JSON line that says how to reach it, then one line for everything it verified of a client, until Ctrl+C.

Usage:
  rungs lab [SCENARIO]     stands until interrupted (default: healthy)
  rungs lab --list         lists the scenarios; with --json as JSON

Examples:
  rungs lab
  rungs lab cert-expired
  rungs lab --list
`;
