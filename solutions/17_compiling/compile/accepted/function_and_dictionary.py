my_model.compile('adam', tf.keras.losses.sparse_categorical_crossentropy, metrics=['acc'])
measured = my_model.evaluate(image_batch.numpy(), label_batch.numpy(), batch_size=64, return_dict=True)
loss = measured['loss']
accuracy = measured['acc']
