# %%
for display_id in (b'"foreign"', b"null", b"[]", b"{}", b"5", b'"' + b"i" * 100_000 + b'"'):
    publish("update_display_data", b'{"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": ' + display_id + b"}}")
    publish("display_data", b'{"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": ' + display_id + b"}}")
print("sent")

# %%
print("the next cell")
