# %%
import comm

channel = comm.create_comm(target_name="mine", data={"a": 1})
channel.send({"b": 2})
channel.close()
print("closed")
