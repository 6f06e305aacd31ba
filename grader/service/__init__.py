"""The service's core, without any web: hand-ins, their progress, and the process that judges them.

Theory of operation. The gradebook is the queue: a hand-in writes its content into OUT/files and then a row, in one
short transaction, and only then is acknowledged; a row without a result waits. Any number of processes take hand-ins
(`Gradebook.join`). One process, the coordinator, holds the right to judge (`Gradebook.open`), runs and judges what
waits as `grader grade` does, and draws pages. Whichever process is killed at whatever moment: what was acknowledged is
on the disk, and what has a result does not wait any more, so nothing is lost and nothing is judged twice.

course_copy  the course as it was when the service started, by which both processes work
course_watch what of it was edited since
hand_in      the desk at which a web process takes a file
live         what the coordinator says while it works, in one small file in OUT
turns        in which order they are judged: one learner after the other
status       where each attempt stands, for pages
"""
