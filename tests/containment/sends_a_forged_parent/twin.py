# %%
import threading

worker = threading.Thread(target=print, args=("from a thread",))
worker.start()
worker.join()
