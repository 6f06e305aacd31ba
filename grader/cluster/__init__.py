"""The same batch on many machines, by dask.distributed.

Theory of operation. The coordinator, `grader grade --cluster`, reads, judges, keeps the gradebook and draws pages as
ever; only the run of a source in a kernel goes to a worker. A worker, `grader worker`, has its own checkout of the
course, its own zygote and its own sandbox.

    wire          what crosses: plain records of bytes, strictly decoded; no dask
    seats         which run is on which worker, and why: a machine without I/O; no dask
    station       a worker's side of it: who it works for, and a desk that runs what it is ordered; no dask
    tasks        what dask calls on a worker
    worker        the process that keeps a station connected to a scheduler
    preload      the same within dask's own worker, for whatever starts those
    link          the coordinator's connection: who is there, and calls that end when the worker or the scheduler does
    coordinator   `Cluster`, which a batch uses in the place of this machine's desk

Who trusts whom. Coordinator, scheduler and workers trust each other: dask itself moves calls between them by pickle,
and whoever can connect to the scheduler can run code on all of them. Hence TLS, or a network of their own. What a
learner wrote is never part of that: a source travels as bytes of msgpack inside a call, a run comes back as the bytes
that the run store keeps, and both are decoded by records that allow nothing else. Learner code runs in kernels alone,
jailed by the worker as the coordinator would jail them. The salt of hidden inputs is the coordinator's; it reaches the
workers' trusted side and no kernel.

Placing is ours, not dask's: a call is bound to one worker. So it is known what was on a worker that is gone, a suspect
can have a worker to itself, and nothing is tried again that the batch did not ask for. Dask is the membership, the
transport, the encryption, and the way onto SLURM, Kubernetes and the rest.

This package alone imports dask, and only once a command needs it.
"""
