"""The pages a learner and an instructor read: results in, self-contained HTML files out.

It may know `insight`, `storage`, `gradebook`, `judging` and what is below them; nothing here runs code of learners.
Begin with `publish.PageWriter`, which draws all pages of one OUT, and `learner.learner_page`, the page of one result.
Each page is first a record, which decides everything that is shown. Then `render` fills a template with it.

publish        all pages of one OUT, and results.jsonl
render         records as files, by the templates
learner_pages  which pages of learners are drawn, and when again
learner        a result as a page: `focus`, `cards`, `code`, `curves` and `mark` are its parts
home           a learner's own page
cohort         the page of a cohort: `todo` says what is to be done, `grid` who has what
marks_page     the page of marks
exercise_page  the page of an exercise, for instructors
statistics     the last submission of each learner at each exercise
states         how a submission stands, in one word
"""
