import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/_entry/i18n.ts');

/** On every answer, also on those that never reach proxy.ts, which adds what differs from answer to answer. */
const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
};

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  agentRules: false,
  typedRoutes: true,
  devIndicators: false,
  images: { unoptimized: true },
  serverExternalPackages: ['exceljs', 'nodemailer', 'pdfkit', 'pg', 'pino', '@node-rs/argon2'],
  headers: async () => [
    { source: '/:path*', headers: Object.entries(securityHeaders).map(([key, value]) => ({ key, value })) },
  ],
  // What passes proxy.ts is held up to this size and cut off behind it: a bank's file of 20 MB and the form around it, or nothing larger.
  experimental: { serverActions: { bodySizeLimit: '2mb' }, proxyClientMaxBodySize: '21mb' },
};

export default withNextIntl(config);
