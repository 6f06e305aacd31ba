"""What lies in OUT beside the gradebook, in a cohort's folder, and in a learner's cache, by name and format.

It may know `gradebook` and what is below it. Begin with `layout`, which names what lies in OUT, and
`folder.scan_folder`.

layout        the names of what lies in OUT, and who may read it
folder        the plain layout that `grader grade` takes, what `grader collect` records there, what was not graded
identities    the person behind each pseudonym: identities.csv
content_store packed contents by key: `submissions`, `runs` and the cache of proofs are made of it
submissions   what was handed in, and what was read in it, by content
runs          runs, by content key
result_json   results as JSON, and the lines of results.jsonl
own_progress  a learner's own checks on this computer, the hints given, and what comes next
erase         the removal of a person from OUT
"""
