"""Hand-ins, their progress, and the process that judges them. Only `web` knows anything about the web.

Theory of operation. The gradebook is the queue: a hand-in writes its content into OUT/files and then a row, in one
short transaction, and only then is acknowledged; a row without a result waits. Any number of processes accept hand-ins
(`Gradebook.join`). One process, the coordinator, has the right to judge (`Gradebook.open`). It runs and judges waiting
attempts as `grader grade` does, and draws pages. Any process may be killed at any moment: acknowledged hand-ins are on
the disk, and attempts with a result no longer wait, so nothing is lost and nothing is judged twice.

It may import `engine`, `storage`, `gradebook` and the packages below them, the layouts of hand-ins in `lms.intake`, and
`reports`. `commands.serve` starts it. Begin with `drain.Drain`, which judges, and `hand_in.HandInDesk`, which accepts
files.

course_copy   the course as it was when the service started, which all its processes use; later edits of the original
hand_in       how a web process accepts a file
room          how much space hand-ins may take
drain         the coordinator's work, and the order in which it judges: learners take turns
page_drawing  the coordinator's pages
supervisor    the process that keeps the coordinator alive
live          what the coordinator reports while it works, in one small file in OUT
status        the state of each attempt, for pages
web           the web process
"""
