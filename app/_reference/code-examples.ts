import type { ExampleRequest } from './example-values';

/** In what an operation is called in its examples. */
export const exampleLanguages = ['curl', 'python', 'node'] as const;
export type ExampleLanguage = (typeof exampleLanguages)[number];

/**
 * A program that sends the request to `origin`, signed. The key is taken from AK and SK of the environment. curl signs by itself, with openssl;
 * Python and Node use the core of the vendor's SDK.
 *
 * @source api/aksk.md §2, docs/partner-api.md "Signing"
 */
export const codeExample = (language: ExampleLanguage, request: ExampleRequest, origin: string): string =>
  writers[language](request, new URL(origin));

const writers = { curl, python, node } as const satisfies Record<
  ExampleLanguage,
  (request: ExampleRequest, origin: URL) => string
>;

/** As RFC 3986 has it, which is what is signed. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const queryOf = (request: ExampleRequest): string =>
  request.query
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(request: ExampleRequest, origin: URL): string {
  const { method, path, headers, body } = request;
  const query = queryOf(request);
  const signed = [
    ...headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    ['content-type', 'application/json'],
    ['host', '$host'],
    ['x-sdk-date', '$date'],
  ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  return [
    ...['# AK and SK are your access key and its secret.', `host=${quoted(origin.host)}`],
    'date=$(date -u +%Y%m%dT%H%M%SZ)',
    `body=${quoted(body ? JSON.stringify(body) : '')}`,
    `sha256() { openssl dgst -sha256 "$@" | sed 's/^.* //'; }`,
    '',
    `canonical="${method}`,
    `${path}/`,
    query,
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    '$(printf %s "$body" | sha256)"',
    'signature=$(printf \'SDK-HMAC-SHA256\\n%s\\n%s\' "$date" "$(printf %s "$canonical" | sha256)" | sha256 -hmac "$SK")',
    '',
    `curl -sS -X ${method} "${origin.protocol}//$host${path}${query ? `?${query}` : ''}" \\`,
    '  -H "Content-Type: application/json" \\',
    ...headers.map(([name, value]) => `  -H "${name}: ${value}" \\`),
    '  -H "X-Sdk-Date: $date" \\',
    `  -H "Authorization: SDK-HMAC-SHA256 Access=$AK, SignedHeaders=${names}, Signature=$signature"${body ? ' \\' : ''}`,
    ...(body ? ['  --data-raw "$body"'] : []),
    '',
  ].join('\n');
}

function python({ method, path, query, headers, body }: ExampleRequest, origin: URL): string {
  const pairs = (list: ExampleRequest['query']) => list.map(([name, value]) => `("${name}", "${value}")`).join(', ');
  const sent = [['Content-Type', 'application/json'] as const, ...headers];
  return [
    ...['# pip install huaweicloudsdkcore', 'import json', 'import os', ''],
    'from huaweicloudsdkcore.auth.credentials import GlobalCredentials',
    'from huaweicloudsdkcore.client import Client, ClientBuilder',
    'from huaweicloudsdkcore.sdk_response import SdkResponse',
    ...['', '', 'class Answer(SdkResponse):', '    openapi_types = {}', ''],
    ...['', 'client = (', '    ClientBuilder(Client, "GlobalCredentials")'],
    '    .with_credentials(GlobalCredentials(os.environ["AK"], os.environ["SK"]))',
    `    .with_endpoints(["${origin.origin}"])`,
    ...['    .build()', ')', 'answer = client.do_http_request('],
    `    method="${method}",`,
    `    resource_path="${path}",`,
    `    query_params=[${pairs(query)}],`,
    `    header_params={${sent.map(([name, value]) => `"${name}": "${value}"`).join(', ')}},`,
    ...(body ? [`    body=json.loads(${JSON.stringify(JSON.stringify(body))}),`] : []),
    ...['    response_type=Answer,', ')', 'print(answer.status_code, answer.raw_content.decode())', ''],
  ].join('\n');
}

function node({ method, path, query, headers, body }: ExampleRequest, origin: URL): string {
  const object = (list: ExampleRequest['query']) =>
    list.length === 0 ? '{}' : `{ ${list.map(([name, value]) => `'${name}': '${value}'`).join(', ')} }`;
  return [
    '// npm install @huaweicloud/huaweicloud-sdk-core',
    "const { ClientBuilder } = require('@huaweicloud/huaweicloud-sdk-core/ClientBuilder');",
    "const { GlobalCredentials } = require('@huaweicloud/huaweicloud-sdk-core/auth/GlobalCredentials');",
    '',
    'const client = new ClientBuilder((made) => made)',
    '  .withCredential(new GlobalCredentials({ ak: process.env.AK, sk: process.env.SK }))',
    `  .withEndpoint('${origin.origin}')`,
    "  .withOptions({ customUserAgent: 'my-program' })",
    '  .build();',
    'client.sendRequest({',
    `  method: '${method}',`,
    `  url: '${path}',`,
    "  contentType: 'application/json',",
    '  pathParams: {},',
    `  queryParams: ${object(query)},`,
    `  headers: ${object(headers)},`,
    ...(body ? [`  data: ${JSON.stringify(body)},`] : []),
    '}).then(console.log, console.error);',
    '',
  ].join('\n');
}
