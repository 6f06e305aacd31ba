# %%
import threading

worker = threading.Thread(target=lambda: print("from a thread"))
worker.start()
worker.join()
print("done")
