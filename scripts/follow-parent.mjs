// Preloaded into the web server (`node --import`): when the launcher was killed outright, nobody else would stop it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  console.error('the launcher is gone: finishing running requests');
  process.kill(process.pid, 'SIGTERM');
}, 1000).unref();
