"""To and from learning platforms: hand-ins come in, marks and feedback go out.

intake   archives and folders that platforms export, recognised and read as hostile input
export   marks and findings in the formats of platforms and programs, and scores that are sent
release  editions of the course itself, for learners and for services that grade single files
"""
