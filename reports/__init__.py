"""The pages a learner and an instructor read: results in, self-contained HTML files out.

It may know `insight`, `storage`, `gradebook`, `judging` and what is below them; nothing here runs code of learners.
Its doors are `publish.PageWriter`, which writes all pages of one OUT, and `submission.submission_page`, the page of one
result, with `render.write_page`. To change a page, open the module and the template of its name: the module makes a
record that decides everything the page shows, and `templates/<name>.html` prints that record.

Pages:
submission  one submission, as its learner reads it; `focus` is what comes first, `cards` are its criteria
home        a learner's own page: the course as a map
cohort      all learners by exercises; `todo` is the list of what a human has to do
exercise    one exercise, for instructors
marks       the marks of all learners, and why

What several pages share:
code, charts     a notebook's cells; trainings as drawings; each has a template of its name
links            from one page to the others
states, mark     how a submission stands, in one word; the mark that counts
instructor       what the pages for instructors have in common, and their macros

render   records as text and as files, by jinja2; styles and scripts in `static` have the names of their pages, but for
         those that all share: `base`, `tokens`, `instructor`
publish  which pages are written, and when again; results.jsonl
"""
