// Viewer request: a path that is no file is a page of the single-page application, whose router knows it.
var FILE = /\.(avif|css|eot|gif|html|ico|jpe?g|js|json|map|png|svg|ttf|txt|webp|woff2?|zip)$/i;
var DEMO = '/ark_demo';

function handler(event) {
  var request = event.request;
  if (!FILE.test(request.uri)) {
    var inDemo = request.uri === DEMO || request.uri.indexOf(DEMO + '/') === 0;
    request.uri = (inDemo ? DEMO : '') + '/index.html';
  }
  return request;
}
