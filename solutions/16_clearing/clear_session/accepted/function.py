from tensorflow.keras.backend import clear_session


def afresh(build):
    clear_session(free_memory=True)
    return build()


model = afresh(build_network)
