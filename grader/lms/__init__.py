"""Exchanges data with learning platforms: imports hand-ins, exports marks and feedback.

It may import `engine`, `storage`, `gradebook` and the packages below them. `commands` calls it, and `service` asks it
which exercise a file is for. Begin with `intake.collecting.Collector`, `export.formats.FORMATS` or
`release.learners_edition.write_edition`.

intake   archives and folders that platforms export, recognised and read as hostile input
export   marks and findings in the formats of platforms and programs, and scores that are sent
release  editions of the course itself, for learners and for services that grade single files
"""
