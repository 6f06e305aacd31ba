# %%
for content in (
    b'{"data": {"image/png": ["a", "b"], "text/plain": 5}, "metadata": []}',
    b'{"data": {"image/png": {"a": 1}}, "metadata": {"image/png": 7}}',
    b'{"data": {"image/png": 5, "text/plain": null}, "metadata": null, "transient": []}',
    b'{"data": [], "metadata": {}}',
    b'{"data": null}',
    b"{}",
):
    publish("display_data", content)
    publish("execute_result", content)
print("sent")

# %%
print("the next cell")
