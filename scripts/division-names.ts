import { pinyin } from 'pinyin-pro';

/** Provinces whose English name is not their pinyin. Shaanxi is spelt so that it is not Shanxi. */
const establishedNames: Record<string, string> = {
  内蒙古自治区: 'Inner Mongolia',
  广西壮族自治区: 'Guangxi',
  西藏自治区: 'Tibet',
  陕西省: 'Shaanxi',
  宁夏回族自治区: 'Ningxia',
  新疆维吾尔自治区: 'Xinjiang',
  省直辖县级行政区划: 'Directly under the province',
  自治区直辖县级行政区划: 'Directly under the region',
  西沙群岛: 'Xisha Islands',
  南沙群岛: 'Nansha Islands',
  中沙群岛的岛礁及其海域: 'Zhongsha Islands and waters',
};

/** Readings a dictionary of words does not know, since they live on in the place's name only. */
const localReadings: Record<string, string> = {
  乐亭: 'lao ting',
  蔚县: 'yu xian',
  洪洞: 'hong tong',
  繁峙: 'fan shi',
  珲春: 'hun chun',
  闵行: 'min hang',
  六合: 'lu he',
  乐清: 'yue qing',
  歙县: 'she xian',
  涡阳: 'guo yang',
  单县: 'shan xian',
  浚县: 'xun xian',
  泌阳: 'bi yang',
  黄陂: 'huang pi',
  曾都: 'zeng du',
  大埔: 'da bu',
  筠连: 'jun lian',
  牟定: 'mou ding',
  吴堡: 'wu bu',
  宕昌: 'tan chang',
  民乐: 'min le',
  红寺堡: 'hong si bu',
  尉犁: 'yu li',
};

const peoples = [
  ...[
    '满',
    '回',
    '苗',
    '彝',
    '壮',
    '侗',
    '瑶',
    '白',
    '土',
    '羌',
    '水',
    '黎',
    '傣',
    '佤',
    '怒',
    '藏',
    '畲',
    '东乡',
    '保安',
  ],
  ...[
    '蒙古',
    '朝鲜',
    '达斡尔',
    '鄂温克',
    '土家',
    '仫佬',
    '毛南',
    '各',
    '仡佬',
    '布依',
    '哈尼',
    '纳西',
    '傈僳',
    '拉祜',
    '布朗',
  ],
  ...['景颇', '独龙', '普米', '裕固', '哈萨克', '撒拉'],
].map((people) => `${people}族`);
const peoplesWithoutEnding = ['维吾尔', '哈萨克', '蒙古', '柯尔克孜', '塔吉克', '锡伯'];
const anyPeople = [...peoples, ...peoplesWithoutEnding].join('|');
const autonomous = new RegExp(`^(.{2,}?)(?:(?:${anyPeople})*族?自治[区州县旗]|(?:${anyPeople})+区)$`);

/** The kinds of division and how English tells two neighbours of one name apart. The first that fits counts. */
const kinds: readonly [ending: RegExp, english: string][] = [
  [/自治[州县旗]$/, 'Autonomous County'],
  [/(?:地区|盟)$/, 'Prefecture'],
  [/矿区$/, 'Mining District'],
  [/(?:特区|(?<=..)新区|(?<=...)林区|区)$/, 'District'],
  [/县$/, 'County'],
  [/[市省]$/, 'City'],
];

/** The name in English: its pinyin without the ending that says what kind of division it is. */
export function englishName(name: string): string {
  const established = establishedNames[name];
  if (established) return established;
  const proper = localReadings[name] ? name : withoutEnding(name);
  const reading = localReadings[proper] ?? pinyin(proper, { toneType: 'none' });
  const syllables = [...proper].map((character, index) => fixedReadings[character] ?? reading.split(' ')[index] ?? '');
  const joined = syllables.map((each, index) => (index > 0 && /^[aeo]/.test(each) ? `'${each}` : each)).join('');
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

/** In names of places these two are never read dōu and shén. */
const fixedReadings: Record<string, string> = { 都: 'du', 什: 'shi' };

/** "Yining City" and "Yining County" for two neighbours that are both "Yining". */
export const englishNameWithKind = (name: string): string => {
  const kind = kinds.find(([ending]) => ending.test(name))?.[1];
  return kind ? `${englishName(name)} ${kind}` : englishName(name);
};

/** A name of one character keeps its ending, as people say it: 单县 is Shanxian. Banners keep theirs too: 左旗 is no name. */
function withoutEnding(name: string): string {
  const self = autonomous.exec(name)?.[1];
  if (self) return self;
  for (const [ending] of kinds) {
    const rest = name.replace(ending, '');
    if (rest !== name && rest.length > 1) return rest;
  }
  return name;
}
