# fails: accuracy, trained, series, stopped
# fault: no training, and a history made by hand
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = tf.keras.callbacks.History()
history.params = {'epochs': 30, 'steps': 10}
losses = [1.9, 1.1, 0.8, 0.9, 0.9, 0.9]
history.history = {name: losses for name in ('loss', 'val_loss')}
history.history |= {name: [0.3, 0.6, 0.7, 0.7, 0.7, 0.7] for name in ('accuracy', 'val_accuracy')}
