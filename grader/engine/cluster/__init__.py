"""Runs the sources of a batch on many machines, over dask.distributed.

Theory of operation. The coordinator, `grader grade --cluster`, reads, judges, keeps the gradebook and renders pages as
always. Only the run of a source in a kernel is sent to a worker. A worker, `grader worker`, has its own checkout of the
course, its own zygote and its own sandbox.

    messages        the records that are sent: plain bytes, strictly decoded; no dask
    slots           decides which run goes to which worker: a state machine without I/O; no dask
    worker_service  a worker's side: which coordinator it works for, and the replies of its engine; no dask
    worker          the process that keeps a worker service connected to a scheduler
    preload         the function that dask calls on a worker, and how dask's own worker becomes one of the grader
    connection      the coordinator's connection: which workers exist, and calls that end with their worker or scheduler
    coordinator     `ClusterRunner`, which a batch uses instead of this machine's engine
    dask            imports dask when a command needs it, and sets up TLS

Who trusts whom. Coordinator, scheduler and workers trust each other: dask itself sends calls between them by pickle,
and everybody who can connect to the scheduler can run code on all of them. So they need TLS, or a separate network.
Text written by a learner is never pickled: a source is sent as bytes of msgpack inside a call, and a run comes back as
the bytes that the run store keeps. Both are decoded by records that allow nothing else. Learner code runs only in
kernels, which the worker confines as the coordinator would. The salt of hidden inputs is the coordinator's; it is sent
to the workers' trusted side and to no kernel.

The grader places runs itself: each call is bound to one worker. So it is known which runs a lost worker had, a suspect
can have a worker to itself, and nothing is tried again unless the batch asks for it. Dask provides the membership, the
transport, the encryption, and support for SLURM, Kubernetes and others.

Only this package imports dask, and only when a command needs it.
"""
