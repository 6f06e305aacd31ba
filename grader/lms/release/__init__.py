"""Editions of the course: one for learners, and one for a service that grades single submissions.

It may import `lms.export`, `engine` and the packages below them. Begin with `learners_edition.write_edition` or
`autograder.write_archive`.

autograder        an archive for Gradescope, and the course without its references
container         the program that judges inside Gradescope's container
learners_edition  everything that a learner needs, and where it is written
product_wheel     the installed grader, as a wheel
"""
