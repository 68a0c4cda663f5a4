// Preloaded into the web server (`node --import`): when the launcher was killed outright, nobody else would stop it.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  console.error('the launcher is gone: finishing running requests');
  process.kill(process.pid, 'SIGTERM');
}, 1000);
watch.unref();
