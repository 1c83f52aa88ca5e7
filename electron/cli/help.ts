/** What --help prints. docs/cli.md says the same at greater length. */

export const MAIN_HELP = `Rungs shows where a Skype for Business or Lync sign-in breaks, and why.

Usage:
  rungs check ADDRESS [options]   run a sign-in and say what is wrong
  rungs analyze FILE              a saved check or a client log, judged by today's rules
  rungs diff FILE FILE            two saved checks or logs side by side
  rungs explain [FINDING]         what a finding means and what to do about it
  rungs lab [SCENARIO]            a practice network on this computer, until Ctrl+C

  rungs COMMAND --help            options and examples of a command
  rungs --version                 the version

Examples:
  rungs check alice@contoso.com
  rungs check alice@contoso.com --user 'CONTOSO\\alice'
  rungs check --lab cert-expired
  rungs explain connectivity.certificate-expired
`;

export const CHECK_HELP = `Runs a sign-in for real and says what is wrong; without a user as far as that goes.

Usage:
  rungs check ADDRESS [options]

What to check:
  ADDRESS                 the sign-in address, such as alice@contoso.com
  --profile sfb|lync2010  which client to follow (default: sfb)
  --network auto|internal|external
                          which of the two sets of servers to ask for (default: auto)
  --server HOST[:PORT]    this server instead of looking for one

Who signs in (without these nobody does: the run ends where the server asks who is there):
  --user NAME             the logon name: alice@contoso.com or CONTOSO\\alice
  --password-stdin        the password is the first line of standard input; else it is taken from
                          RUNGS_PASSWORD, or asked for at the terminal; never give it as an argument
  --sso                   as the user who is signed in to this computer
  --auth auto|none|kerberos|ntlm|tls-dsk|all
                          which method to sign in with (default: auto, the client's own choice);
                          all tries every other method offered after the first success

How to reach it:
  --resolver IP[:PORT]    ask this DNS server instead of the system's; may be repeated
  --connect-to HOST:PORT:HOST:PORT
                          when the first is to be dialled, dial the second (as curl does); may be repeated
  --ca-file PEM           trust these certificates too; may be repeated
  --lab SCENARIO          use a practice network on this computer; ADDRESS may be left out, and where
                          the scenario is about signing in, its own user does
  --timeout SECONDS       give up after this long, 600 at most (default: 60)
                          IPv6 addresses stand in brackets: [2001:db8::1]:53

What to print:
  --json                  one JSON document (docs/run.schema.json describes it)
  --ndjson                every observation as it is made, one a line, then the document without them
  --quiet                 nothing; the exit code says it

What to take along:
  --bundle FILE           save everything as one file (*.rungs) that Rungs opens again; passwords, tickets
                          and keys are never in it
  --redact standard|strict
                          strict also replaces people, host names and addresses by stand-ins
                          (default: standard)

Exit code:
  0 healthy   1 a problem was found   2 wrong usage, or the bundle could not be written
  70 a fault of Rungs itself   130 cancelled

Examples:
  rungs check alice@contoso.com
  rungs check alice@contoso.com --bundle alice.rungs --redact strict
  rungs check alice@contoso.com --user 'CONTOSO\\alice'
  rungs check alice@contoso.com --user alice@contoso.com --password-stdin < password.txt
  rungs check alice@contoso.com --sso --auth kerberos
  rungs check alice@contoso.com --network external --json > run.json
  rungs check alice@contoso.com --resolver 192.0.2.53 --ca-file company-root.pem
  rungs check alice@contoso.com --server sip.contoso.com:443
  rungs check --lab cert-expired
  rungs check --lab healthy --auth all
`;

export const ANALYZE_HELP = `Opens a saved check (*.rungs), the output of rungs check --json, or a log of a client or server (UccApilog,
Snooper and Centralized Logging text, Pidgin's debug log, SIP text), and says what is wrong, by today's rules.

Usage:
  rungs analyze FILE [options]

Which sign-in, where a log holds several:
  --list                  list them; with --json as JSON
  --sign-in N             this one, as --list numbers them (default: the last one)

What to print, and what to take along:
  --json                  one JSON document (docs/run.schema.json describes it)
  --ndjson                every observation, one a line, then the document without them
  --quiet                 nothing; the exit code says it
  --bundle FILE           save what was opened as a bundle
  --redact standard|strict
                          strict also replaces people, host names and addresses by stand-ins
                          (default: standard)

Exit code:
  0 healthy   1 a problem was found   2 wrong usage, or the file cannot be read
  70 a fault of Rungs itself   130 the run, or the log of it, was broken off

Examples:
  rungs analyze alice.rungs
  rungs analyze Lync-UccApi-0.UccApilog --list
  rungs analyze Lync-UccApi-0.UccApilog --sign-in 3
  rungs analyze Lync-UccApi-0.UccApilog --bundle alice.rungs --redact strict
`;

export const DIFF_HELP = `Compares two saved checks, client logs or outputs of rungs check --json: steps, server, DNS answers,
certificates, methods, times, findings, settings. Of a log that holds several sign-ins the last one is taken.

Usage:
  rungs diff FILE FILE [options]
  --all                   also what is the same
  --json                  as JSON

Exit code:
  0 they end alike   1 they end differently   2 wrong usage, or a file cannot be read   130 cancelled

Examples:
  rungs diff home.rungs office.rungs
  rungs diff before.json after.json --json
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
Prints one JSON line that says how to reach it, then one line for everything that it verified of a client,
until Ctrl+C.

Usage:
  rungs lab [SCENARIO]     stands until interrupted (default: healthy)
  rungs lab --list         lists the scenarios; with --json as JSON

Examples:
  rungs lab
  rungs lab ntlm
  rungs lab --list
`;
