"""The contents of OUT (except the gradebook), of a cohort's folder, and of a learner's cache, with names and formats.

It may import `gradebook` and the layers below. Begin with `layout`, which names everything in OUT, and with
`folder.scan_folder`.

layout        the names of everything in OUT, and who may read it
folder        the plain layout for `grader grade`, the records of `grader collect` in it, what was not graded
identities    the person behind each pseudonym: identities.csv
content_store packed contents by key: `submissions`, `runs` and the cache of proofs use it
submissions   submitted files, and what was read in them, by content
runs          runs, by content key
result_json   results as JSON, and the lines of results.jsonl
own_progress  a learner's own checks on this computer, the hints given, and what comes next
erase         the removal of a person from OUT
"""
