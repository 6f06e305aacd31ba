# %%
import threading

thread = threading.Thread(target=lambda: None, name="mine")
thread.start()
thread.join()
print("ran")
