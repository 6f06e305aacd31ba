"""Editions of the course: the learners' own, and what a service gets that grades single submissions.

It may know `lms.export`, `engine` and what is below them. Begin with `learners_edition.write_edition` or
`autograder.write_archive`.

autograder        an archive for Gradescope, and the course without its references
container         the program that judges inside Gradescope's container
learners_edition  all that a learner needs, and where it goes
product_wheel     the grader that runs here, as a wheel
"""
