"""The pages for learners and instructors: turns results into self-contained HTML files.

It may import `insight`, `storage`, `gradebook`, `judging` and the packages below them; it never runs learners' code.
Begin with `publish.PageWriter`, which writes all pages of one OUT, or with `submission.submission_page`, the page of
one result, and `render.write_page`. To change a page, open the module and the template with its name: the module makes
a record of everything that the page shows, and `templates/<name>.html` prints that record.

Pages:
submission  one submission, for its learner; `focus` makes what comes first, `cards` its criteria
home        a learner's own page: the course as a map
cohort      all learners by exercises; `todo` is the list of what an instructor has to do
exercise    one exercise, for instructors
marks       the marks of all learners, with explanations

What several pages share:
code, charts     a notebook's cells; trainings as drawings; each has a template with its name
links            from one page to the others
states, mark     the state of a submission, in one word; the mark that counts
instructor       the records that the pages for instructors share, and their macros

render   records as text and as files, with jinja2; styles and scripts in `static` have the names of their pages, except
         `base`, `tokens` and `instructor`, which pages share
publish  which pages are written, and when again; results.jsonl
"""
