import { type DemoCustomer, demoPartners, namedCustomers } from './demo-organizations';
import { SeededRandom } from './seeded-random';

const cities = [
  ['杭州', 'Hangzhou'],
  ['成都', 'Chengdu'],
  ['厦门', 'Xiamen'],
  ['武汉', 'Wuhan'],
  ['西安', 'Xi’an'],
  ['长沙', 'Changsha'],
  ['昆明', 'Kunming'],
  ['大连', 'Dalian'],
] as const;

const brands = [
  ...['云帆 Yunfan', '松月 Songyue', '海棠 Haitang', '清溪 Qingxi', '明湖 Minghu', '远山 Yuanshan', '初雪 Chuxue'],
  ...['竹里 Zhuli', '星野 Xingye', '江声 Jiangsheng', '白鹭 Bailu', '青禾 Qinghe', '蓝鲸 Lanjing', '石榴 Shiliu'],
  ...['晨光 Chenguang', '飞鱼 Feiyu', '知秋 Zhiqiu', '雨林 Yulin', '北望 Beiwang', '南枝 Nanzhi', '东篱 Dongli'],
  ...['西岭 Xiling', '云杉 Yunshan', '砚田 Yantian', '麦浪 Mailang', '潮汐 Chaoxi', '桐花 Tonghua', '归雁 Guiyan'],
  ...['听泉 Tingquan', '半山 Banshan', '望舒 Wangshu', '长风 Changfeng', '小满 Xiaoman', '谷雨 Guyu', '木棉 Mumian'],
  ...['银杏 Yinxing', '丹枫 Danfeng', '沧海 Canghai', '沉香 Chenxiang', '落霞 Luoxia'],
] as const;

const trades = [
  ['科技', 'Technology'],
  ['软件', 'Software'],
  ['物流', 'Logistics'],
  ['食品', 'Foods'],
  ['医疗', 'Medical'],
  ['教育', 'Education'],
  ['传媒', 'Media'],
  ['能源', 'Energy'],
  ['制造', 'Manufacturing'],
] as const;

const referralFrom = 30;
/** Places in a partner's list whose customers are frozen; some of them hold money. */
const frozenPlaces: readonly number[] = [6, 16, 26];

/**
 * Every customer of the demo world: the named ones, then 40 of each partner with names in both scripts.
 *
 * Of the 40, 30 are resale with 0.00 to 5,000.00 (every fifth 0.00, three frozen), 10 referral. A subsidised partner's hold nothing.
 *
 * @source spec/demo-world.md "Customers"
 */
export function demoCustomers(): DemoCustomer[] {
  const random = new SeededRandom(20_261_122);
  const generated = demoPartners.flatMap((partner, partnerIndex) =>
    brands.map((brand, place): DemoCustomer => {
      const [zh = '', en = ''] = brand.split(' ');
      const [cityZh, cityEn] = cities[(partnerIndex + place) % cities.length] ?? cities[0];
      const [tradeZh, tradeEn] = trades[random.between(0, trades.length - 1)] ?? trades[0];
      const holdsNothing = place >= referralFrom || place % 5 === 4 || partner.kind === 'subsidised_partner';
      return {
        code: `${en}-${cityEn}`.toLowerCase().replace('’', ''),
        name: `${cityZh}${zh}${tradeZh}`,
        nameEn: `${en} ${tradeEn} ${cityEn}`,
        partner: partner.code,
        type: place < referralFrom ? 'resale' : 'referral',
        balance: holdsNothing ? 0n : balanceOf(random),
        isFrozen: frozenPlaces.includes(place),
        isManaged: partner.code !== 'qiming' && place % 4 === 0,
      };
    }),
  );
  return [...namedCustomers, ...generated];
}

/** Mostly whole hundreds, as people allocate; now and then to the fen. */
function balanceOf(random: SeededRandom): bigint {
  return random.isLikely(0.7) ? BigInt(random.between(1, 50)) * 10_000n : BigInt(random.between(1, 500_000));
}
