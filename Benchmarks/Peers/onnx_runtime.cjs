// ResNet18's logits with ONNX Runtime, in rounds as serve.py: node onnx_runtime.cjs onnx:BATCH --images N --threads T --data FOLDER
const ort = require('onnxruntime-node');
const readline = require('readline');

const [name, , images, , threads, , data] = process.argv.slice(2);
const batchSize = Number(name.split(':')[1]);
const calls = Math.max(1, Math.floor(Number(images) / batchSize));

async function main() {
  const session = await ort.InferenceSession.create(`${data}/resnet18.onnx`, {
    intraOpNumThreads: Number(threads), interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
  });
  const pixels = Float32Array.from({ length: batchSize * 3 * 224 * 224 }, () => Math.random() * 4 - 2);
  const feed = { images: new ort.Tensor('float32', pixels, [batchSize, 3, 224, 224]) };
  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() !== 'run') break;
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call++) await session.run(feed);
    console.log(`${calls * batchSize} ${Number(process.hrtime.bigint() - start) / 1e9}`);
  }
}

main().then(() => process.exit(0));
