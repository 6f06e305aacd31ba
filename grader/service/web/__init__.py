"""The service's web process: hand in by browser or command, watch, read. It imports no TensorFlow and parses no answer.

Theory of operation. A request passes the guard (`guard`): the name that it asked for, how often it may ask, who it is,
what that role may do and, if it changes anything, that it comes from a page of ours. Only then its view runs, in a
thread, as views wait for the database and the disk. What learners hand in goes to `grader.service` as bytes; the pages
that the coordinator draws are sent as they lie in OUT. One poller in each process asks what changed and tells every
open page.

It may know the rest of `grader.service`, and what that may know. Begin with `routes.ROUTES`; `server.make_server` and
`server.opened_service` are what `grader serve` calls.

routes        every address: its method, who may use it, its view; and the application of them all
guard         what a request passes before its view; `rate_limits`, `forms` and `middleware` belong to it
access        people, and the secrets by which they are known: links, sessions, tokens; kept as digests
sign_in       the seam for other ways to sign in, and the first one: personal links; cookies and tokens
home, hand_in, drawn, operations   the other views
visit         a request that has passed the guard, and what a view answers
pages, status_view                 what views draw with; refusals, and the files that pages load
streams       one poller, any number of open streams
mailer        mails to learners that there is feedback
service       what every view works with
server        the web process: opens a service, and runs the application in uvicorn
"""
