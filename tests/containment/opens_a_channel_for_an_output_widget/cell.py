# %%
opening = b'{"comm_id": "w", "target_name": "jupyter.widget", "data": {"state": {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "msg_id": "x", "outputs": [1]}, "buffer_paths": [["a"]]}, "metadata": {}}'
publish("comm_open", opening)
publish("comm_msg", b'{"comm_id": "w", "data": {"method": "update", "state": {"msg_id": ""}}}')
publish("comm_msg", b'{"comm_id": "none", "data": {"method": "update"}}')
publish("comm_open", b'{"comm_id": ["x"], "target_name": 5}')
publish("comm_close", b"{}")
print("sent")

# %%
print("the next cell")
