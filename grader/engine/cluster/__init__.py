"""Runs the sources of a batch on many machines, over dask.distributed.

Theory of operation. The coordinator, `grader grade --cluster`, reads, judges, keeps the gradebook and draws pages as
always; only the run of a source in a kernel goes to a worker. A worker, `grader worker`, has its own checkout of the
course, its own zygote and its own sandbox.

    messages        the records that are sent: plain bytes, strictly decoded; no dask
    slots           decides which run goes to which worker: a state machine without I/O; no dask
    worker_service  a worker's side: which coordinator it works for, and what its engine answers; no dask
    worker          the process that keeps a worker service connected to a scheduler
    preload         the function that dask calls on a worker, and how dask's own worker becomes one of the grader
    connection      the coordinator's connection: which workers exist, and calls that end when worker or scheduler do
    coordinator     `ClusterRunner`, which a batch uses instead of this machine's engine
    dask            imports dask once a command needs it, and sets up TLS

Who trusts whom. Coordinator, scheduler and workers trust each other: dask itself moves calls between them by pickle,
and whoever can connect to the scheduler can run code on all of them. Hence TLS, or a network of their own. What a
learner wrote is never part of that: a source travels as bytes of msgpack inside a call, a run comes back as the bytes
that the run store keeps, and both are decoded by records that allow nothing else. Learner code runs in kernels alone,
jailed by the worker as the coordinator would jail them. The salt of hidden inputs is the coordinator's; it reaches the
workers' trusted side and no kernel.

The grader places runs itself: each call is bound to one worker. So it is known which runs a lost worker had, a suspect
can have a worker to itself, and nothing is tried again unless the batch asks for it. Dask is the membership, the
transport, the encryption, and the way onto SLURM, Kubernetes and the rest.

This package alone imports dask, and only once a command needs it.
"""
