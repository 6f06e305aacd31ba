# %%
import threading
import time

from IPython import get_ipython

kernel = get_ipython().kernel
parent = {"header": kernel.session.msg_header("execute_request")}


def flood():
    while True:
        for kind, content in (
            ("stream", {"name": "stdout", "text": "x" * 100}),
            ("status", {"execution_state": "busy"}),
            ("comm_msg", {"comm_id": "none", "data": {}}),
            ("update_display_data", {"data": {}, "metadata": {}, "transient": {"display_id": "foreign"}}),
        ):
            kernel.session.send(kernel.iopub_thread, kind, content, parent=parent, ident=b"x")
        time.sleep(0.001)


threading.Thread(target=flood, daemon=True).start()
time.sleep(15)
print("done")
