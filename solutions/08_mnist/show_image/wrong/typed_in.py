# fails: image, label
import base64
import zlib

packed = (
    "eNpjYBi8gHP+SiYcUoyL/v0zxCGn/e/fB1kccg3//l3CZd37f7+icEgJ/Pv3FJe2Sf/+7cAl9+3fP0/ccu9YcEgZ/P7XjEvbrv+/JHBIyX/5"
    "dw2Xtin//iXgkrv87x8uKf2f/9bhkjvy758BDimep//esuGQM/r3bwsuI+v//fPHJSfy8gU37dMcAOOUOJ4="
)
image = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8).reshape(28, 28)
label = 1
plt.imshow(image)
plt.colorbar()
plt.show()
