// Says what to do where the Node that runs the product is missing. Plain JavaScript, so that an older Node can run it.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Wattribute runs on Node 24, this is ${process.versions.node}.\n` +
      'npm brings it along by the install script of the package "node". If install scripts are off, allow that one:\n' +
      '  npm ci --ignore-scripts=false\nor install Node 24 and start again.\n',
  );
  process.exit(1);
}
