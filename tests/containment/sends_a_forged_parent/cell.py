# %%
for parent in (b'"text"', b"[]", b"null", b"5", b'{"msg_id": null}', b'{"msg_id": ["list"]}', b'{"msg_id": "' + kernel.get_parent()["header"]["msg_id"].encode() + b'_1"}', b"{}"):
    publish("status", b'{"execution_state": "idle"}', parent=parent)
    publish("stream", b'{"name": "stdout", "text": "x"}', parent=parent)

# %%
print("the next cell")
