"""The service's web process: hand in by browser or command, watch, read. It imports no TensorFlow and parses no answer.

Theory of operation. A request passes the guard (`guard`): the name that it asked for, how often it may ask, who it is,
what that role may do and, where it changes anything, that it comes from a page of ours. Only then its view runs, in a
thread, as views wait for the database and the disk. What learners hand in goes to `grader.service` as bytes; the pages
that the coordinator draws are sent as they lie in OUT. One poller in each process asks what changed and tells every
open page.

routes        every address: its method, who may use it, its view. Begin here
guard         what a request passes before its view; `rate_limits`, `forms` and `headers` belong to it
access        people, and the secrets by which they are known: links, sessions, tokens; kept as digests
sign_in       the seam for other ways to sign in, and the first one: personal links
home, hand_in, receipts, drawn, tokens, operations, static_files   the views
pages, errors, status_view   what views draw with
streams       one poller, any number of open streams
service       what every view works with; `app` puts all together, `server` runs it
"""
