# %%
import os


def exhaust(make):
    made = []
    try:
        while len(made) < 5000:
            made.append(make())
        return "BREACH: as many as it wished"
    except OSError as error:
        return f"held: {len(made)} {error.strerror}"
    finally:
        for descriptor in made:
            os.close(descriptor)


print(exhaust(lambda: os.open("/dev/null", os.O_RDONLY)))
print(exhaust(lambda: os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)))
print(exhaust(lambda: os.eventfd(0)))
print(exhaust(lambda: os.pidfd_open(os.getpid())))
