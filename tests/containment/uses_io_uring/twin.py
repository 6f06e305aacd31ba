# %%
import asyncio


async def read():
    return await asyncio.to_thread(open("/proc/self/comm").read)


print((await read()).strip() != "")
