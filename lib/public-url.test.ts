import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import en from '@/messages/en/fields.json';
import { optionalPublicUrl, publicUrl, readPublicUrl } from './public-url';

const problemOf = (text: string) => {
  const read = readPublicUrl(text);
  return read.ok ? read.href : read.problem;
};

describe('[I6] an address of the public web', () => {
  it.each([
    ['https://partner.example/cb?x=1', 'https://partner.example/cb?x=1'],
    ['https://partner.example', 'https://partner.example/'],
    ['https://Partner.Example/Path', 'https://partner.example/Path'],
    ['https://partner.example:443/', 'https://partner.example/'],
    ['https://partner.example:8443/a', 'https://partner.example:8443/a'],
    ['https://partner.example:1024/', 'https://partner.example:1024/'],
    ['https://partner.example:65535/', 'https://partner.example:65535/'],
    ['https://partner.example/a/../b?p=%E6%94%AF', 'https://partner.example/b?p=%E6%94%AF'],
    ['https://partner.example/回跳?键=值', 'https://partner.example/%E5%9B%9E%E8%B7%B3?%E9%94%AE=%E5%80%BC'],
    ['https://shop.partner.co.uk/', 'https://shop.partner.co.uk/'],
    ['https://partner.github.io/cb', 'https://partner.github.io/cb'],
    ['https://10.0.0.5.nip.example/', 'https://10.0.0.5.nip.example/'],
    [
      'https://ok.example/?next=http://127.0.0.1/&mail=a@b.example',
      'https://ok.example/?next=http://127.0.0.1/&mail=a@b.example',
    ],
  ])('%s is kept as %s', (text, href) => expect(problemOf(text)).toBe(href));

  it.each([
    ['https://аррle.com/', 'https://xn--le-6kc8da.com/', 'xn--le-6kc8da.com', 'аррle.com'],
    ['https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com', 'аррӏе.com'],
    [
      'https://启明.example:8443/a',
      'https://xn--drru92b.example:8443/a',
      'xn--drru92b.example:8443',
      '启明.example:8443',
    ],
    ['https://BÜCHER.example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 'bücher.example'],
  ])('%s has both forms of its host', (text, href, host, unicodeHost) =>
    expect(readPublicUrl(text)).toEqual({ ok: true, href, host, unicodeHost, isInternational: true }),
  );

  it('says of a plain host that there is nothing to tell apart', () =>
    expect(readPublicUrl('https://partner.example/')).toMatchObject({
      host: 'partner.example',
      unicodeHost: 'partner.example',
      isInternational: false,
    }));

  it.each([
    ...[
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
    ],
    ...[
      'blob:https://ok.example/1',
      'ftp://ok.example/',
      'ws://ok.example/',
      'wss://ok.example/',
      'http://ok.example/',
    ],
    ...['//evil.example', '/\\evil.example', 'https:evil.example', '\t//evil.example', 'https:/evil.example', ''],
    ...[
      'http://169.254.169.254/',
      'http://169。254。169。254/',
      'http:\\\\169.254.169.254/x',
      'http://ok.example\\@127.0.0.1/',
    ],
    ...[' https://ok.example/', '\ufeffhttps://ok.example/', 'ok.example', '/path', 'null', 'undefined'],
  ])('%j does not begin as one', (text) => expect(problemOf(text)).toBe('url_not_https'));

  it.each([
    ...[
      'https://ok.example/ ',
      'https://ok.example/a b',
      'https://ok.example/\t',
      'https://ok.exa\nmple/',
      'https://ok.example/\r\nX: y',
    ],
    ...[
      'https://ok.example/\u0000',
      'https://ok.example/\u202e',
      'https://ok.example/\u200b',
      'https://ok.example\u00ad/',
      'https://ok.example/\ud800',
    ],
    ...[
      'https://ok.example\\@127.0.0.1/',
      'https://\\ok.example',
      'https://ok.example/{id}',
      'https://ok.example/"><script>',
    ],
    ...['https://ok.example/\u3000', 'https://ok\u00a0.example/', 'https://\u200bok.example/'],
  ])('%j holds what none holds', (text) => expect(problemOf(text)).toBe('url_characters'));

  it.each([
    ...[
      'localhost',
      'api.localhost',
      'intranet',
      'printer.local',
      'vault.internal',
      'db.lan',
      'x.home.arpa',
      '1.0.0.127.in-addr.arpa',
      'a.test',
      'x.onion',
    ],
    ...[
      '127.0.0.1',
      '127.1',
      '0',
      '2130706433',
      '0x7f.1',
      '0x7f000001',
      '017700000001',
      '①②⑦.0.0.1',
      '169.254.169.254',
      '169。254。169。254',
      '8.8.8.8',
    ],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::7f00:1]',
      '[2001:db8::1]:8443',
      '[::1%25lo]',
      '%31%32%37.0.0.1',
      '127.0.0.1.',
    ],
  ])('https://%s/ leads inside or to an address', (host) => {
    expect(problemOf(`https://${host}/`)).toBe('url_private_host');
    expect(problemOf(`http://${host}/`)).toBe('url_not_https');
  });

  it.each([
    ...[
      'https://user:pass@ok.example/',
      'https://ok.example@evil.example/',
      'https://@ok.example/',
      'https://:@ok.example/',
      'https://a%40b@ok.example',
    ],
  ])('%s carries credentials', (text) => expect(problemOf(text)).toBe('url_credentials'));

  it.each([
    'ok。example',
    'ｏｋ.example',
    'ok．example',
    'ⓞⓚ.example',
    'ﬁne.example',
    '%6fk.example',
    'ok。ｅxample:8443',
  ])('https://%s/ is not the host it is read as', (host) =>
    expect(problemOf(`https://${host}/`)).toBe('url_lookalike'),
  );

  it.each(['0', '1', '22', '25', '80', '1023', '5432', '6379', '2375', '65536', '99999', '', '-1', '4x3'])(
    'port %j is closed',
    (port) => expect(problemOf(`https://ok.example:${port}/`)).toBe('url_port'),
  );

  it.each(['https://com.cn/', 'https://co.uk/x', 'https://github.io/', 'https://xn--55qx5d.cn/'])(
    '%s is a suffix under which anybody registers',
    (text) => expect(problemOf(text)).toBe('url_public_suffix'),
  );

  it.each([
    ...[
      'https://*.ok.example/',
      'https://',
      'https:///evil.example',
      'https://?x',
      'https://ok..example/',
      'https://.ok.example/',
      'https://ok.example./',
    ],
    ...[
      'https://a_b.example/',
      'https://-ok.example/',
      'https://xn--zzzz.example/',
      'https://xn--a-.example/',
      `https://${'a'.repeat(64)}.example/`,
    ],
  ])('%s is none', (text) => expect(problemOf(text)).toBe('url_not_valid'));

  it.each(['https://ok.example/#', 'https://ok.example/#a', 'https://ok.example#evil.example/'])(
    '%s has a fragment',
    (text) => expect(problemOf(text)).toBe('url_fragment'),
  );

  it('may be 2,048 characters long, written and read', () => {
    const longest = 'https://ok.example/'.padEnd(2048, 'a');
    expect(problemOf(longest)).toBe(longest);
    expect(problemOf(`${longest}a`)).toBe('url_too_long');
    expect(problemOf(`https://ok.example/${'路'.repeat(300)}`)).toBe('url_too_long');
    expect(problemOf(`https://ok.example/${'a'.repeat(1_000_000)}`)).toBe('url_too_long');
  });

  it('has words for each of its problems', () => {
    const keys = Object.keys(en).filter((key) => key.startsWith('url_'));
    expect(keys.sort()).toEqual(
      [
        'characters',
        'credentials',
        'fragment',
        'lookalike',
        'not_https',
        'not_valid',
        'port',
        'private_host',
        'public_suffix',
        'too_long',
      ].map((key) => `url_${key}`),
    );
  });

  it('reads what it has written in the same way, whatever comes', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        'ok.example',
        '127.1',
        '@',
        ':',
        '/',
        '//',
        '\\',
        '.',
        '。',
        'xn--',
        '①',
        '[::1]',
        '#',
        '?',
        '%',
        'ß',
        'İ',
        ':8443',
        '例',
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const read = readPublicUrl(`https://${parts.join('')}`);
        if (!read.ok) return;
        const url = new URL(read.href);
        expect(readPublicUrl(read.href)).toEqual(read);
        expect(url).toMatchObject({ protocol: 'https:', username: '', password: '', hash: '', host: read.host });
        expect(url.hostname).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('[I6] an address in a form', () => {
  const said = (schema: typeof publicUrl | typeof optionalPublicUrl, value: unknown) => {
    const read = schema.safeParse(value);
    return read.success ? read.data : read.error.issues.map((issue) => issue.message);
  };

  it('comes out in its one spelling, or with the problem', () => {
    expect(said(publicUrl, 'https://OK.example')).toBe('https://ok.example/');
    expect(said(publicUrl, 'http://ok.example')).toEqual(['url_not_https']);
    expect(said(publicUrl, '')).toEqual(['required']);
  });

  it.each([[undefined], [null], [[]], [['https://ok.example/']], [{}], [1], [true]])('is not %j', (value) =>
    expect(said(publicUrl, value)).toEqual(['required']),
  );

  it.each([undefined, null, '', '  '])('may be left out: %j', (value) =>
    expect(said(optionalPublicUrl, value)).toBeNull(),
  );

  it.each([[[]], [['https://ok.example/']], [{}], [1], [true]])('left out is not %j', (value) =>
    expect(said(optionalPublicUrl, value)).toEqual(['required']),
  );

  it('is judged the same where it may be left out', () =>
    expect(said(optionalPublicUrl, 'https://127.1/')).toEqual(['url_private_host']));
});
