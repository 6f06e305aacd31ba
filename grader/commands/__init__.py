"""The commands of `grader`, each a function: its annotations declare its options, and it returns the exit code.

It may import every package except `notebook`. Begin with `cli`, which has the table of all commands and imports the
module of the command that is called, or with `grade.grade` and `check.check`.

For learners:
    check                    `grader check`: the part that starts at once; `check_files` is the check itself
    check_service            `check --watch`, and the warm checker, which `check` asks over the socket of `checker`
    lab, lab_checker         `grader lab`, and the warm checker that it starts
    submit, submit_copy      `grader submit`: to a service, or as a copy in a folder or a git repository
    progress                 `grader progress` and `grader manual`
For instructors:
    collect, grade, regrade  import hand-ins into a folder, grade a folder into OUT, judge OUT's results again by the
                             current course; `grader report` is in `grade`, too
    marks, decide, feedback  marks, decisions on one learner, and when learners may read feedback on an assignment
    insight, export          what results show about exercises, and marks for other systems
    release, pack, invite    a learners' edition, an autograder for Gradescope, and links for signing in
    forget                   removes a learner
For authors:
    new, verify, calibrate   `grader new` and `sync`; the proof of exercises; how accurate references are
For operators:
    serve, worker            the service, and a machine's kernels for a cluster
    doctor, data, backup     what this machine can offer, data sets, and a copy of OUT
Shared by commands:
    options                  options that several commands have, and the course that a command works on
    locations                the gradebook and the service of OUT, and who signs decisions
    console                  everything that is printed
"""

DONE, STOPPED = 0, 130
"""The exit codes of most commands. Commands with further codes define them in their own module."""
