# fails: names, cleared
model = build_network()
tf.keras.backend.clear_session()
