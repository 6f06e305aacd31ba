# %%
import time

from IPython import get_ipython

kernel = get_ipython().kernel
parent = kernel.get_parent()
GOOD = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {"answer": {"status": "ok", "data": {}}}}
BAD = ({}, {"status": "error"}, {"status": 5}, [], None)
owner = kernel.shell_stream if kernel.shell_stream is not None else kernel.shell_socket


def reply(content):
    identities = kernel._parent_ident["shell"]
    message = kernel.session.msg("execute_reply", content, parent=parent)
    parts = kernel.session.serialize(message, ident=identities)
    threads = getattr(kernel, "shell_channel_thread", None)
    loop = threads.io_loop if threads is not None else kernel.io_loop
    loop.add_callback(lambda: owner.send_multipart(parts))


for content in (GOOD, *BAD):
    try:
        reply(content)
        print("replied with", content)
    except Exception as error:
        print("held:", repr(error))
kernel.session.send(kernel.iopub_thread, "status", {"execution_state": "idle"}, parent=parent, ident=b"status")
time.sleep(1)
raise ValueError("the reply said that all was well")

# %%
print("the next cell")
