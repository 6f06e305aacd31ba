import gc

del trial
tf.keras.utils.clear_session()
gc.collect()
model = build_network()

# once more, to see that it works again and again
tf.keras.utils.clear_session()
model = build_network()
