export { redeemWithForm as POST } from '@/app/_entry/link-door';
