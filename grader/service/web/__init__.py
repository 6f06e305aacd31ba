"""The service's web process, by which people hand in, watch and read. It imports no TensorFlow, and parses no answers.

Theory of operation. A request passes the guard (`guard`). It checks the host in the request, the rate limits, the
person, what that role may do and, if the request changes anything, that it comes from one of our pages. Only then its
view runs, in a thread, because views wait for the database and the disk. Hand-ins go to `grader.service` as bytes; the
pages that the coordinator draws are sent as they are in OUT. One poller in each process checks what has changed and
notifies every open page.

It may import the rest of `grader.service`, and everything that this may import. Begin with `routes.ROUTES`; `grader
serve` calls `server.make_server` and `server.opened_service`.

routes        every address: its method, who may use it, its view; and the application made of them
guard         the checks before a request reaches its view; `rate_limits`, `forms` and `middleware` belong to it
access        people, and the secrets that identify them: links, sessions, tokens; kept as digests

Views, each module with the templates that it uses:
home          the first page: templates home_learner, home_staff, and attempts and queue, the parts that change;
              feedback that waits for an instructor's release: template feedback
hand_in       hand-ins and receipts: templates receipt, receipt_check
sign_in       links, sessions and tokens: templates sign_in, tokens
drawn         pages of OUT, with our navigation added: template drawn
operations    for monitoring, and the log

pages         how views make pages; refusals (template error); the files that pages load
service       what every view uses, and a request that has passed the guard
streams       one poller, any number of open streams
mailer        mails that tell learners about feedback
server        the web process: opens a service, and runs the application in uvicorn
"""
