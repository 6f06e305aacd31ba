# fails: names, cleared
tf.keras.backend.clear_session
model = build_network()
