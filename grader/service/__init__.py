"""Hand-ins, their progress, and the process that judges them. All but `web` knows nothing of the web.

Theory of operation. The gradebook is the queue: a hand-in writes its content into OUT/files and then a row, in one
short transaction, and only then is acknowledged; a row without a result waits. Any number of processes take hand-ins
(`Gradebook.join`). One process, the coordinator, holds the right to judge (`Gradebook.open`), runs and judges what
waits as `grader grade` does, and draws pages. Whichever process is killed at whatever moment: what was acknowledged is
on the disk, and what has a result does not wait any more, so nothing is lost and nothing is judged twice.

It may know `engine`, `storage`, `gradebook` and what is below them, the layouts of hand-ins in `lms.intake`, and
`reports`. `commands.serve` starts it. Begin with `drain.Drain`, which judges, and `hand_in.HandInDesk`, which takes.

course_copy   the course as it was when the service started, by which all its processes work; what was edited since
hand_in       the desk at which a web process takes a file
room          how much may be kept of what is handed in
drain         the coordinator's work, and the order in which it judges: one learner after the other
page_drawing  the coordinator's pages
supervisor    the process that keeps the coordinator alive
live          what the coordinator says while it works, in one small file in OUT
status        where each attempt stands, for pages
web           the web process
"""
