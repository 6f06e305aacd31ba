# %%
shown = b'{"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": "one"}}'
for _ in range(480):
    publish("display_data", shown)
for _ in range(480):
    publish("update_display_data", shown)

# %%
for _ in range(900):
    publish("update_display_data", shown)
print("the next cell")
