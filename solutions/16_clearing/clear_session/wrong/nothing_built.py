# fails: network, cleared
tf.keras.backend.clear_session()
