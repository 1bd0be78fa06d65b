const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] =>
  text
    .trim()
    .split('|')
    .map((phrase) => phrase.trim());

export const firstNames = words(`
  Ada Adam Aisha Alba Alma Amir Ana Anders Anouk Anton Astrid Aurel Bela Bruno Carla Cem Chiara Clara Dalia Daniel Dario Diego
  Edda Elif Elin Emil Emma Enzo Esra Eva Farid Felix Filip Frida Gita Greta Gustav Hana Hugo Ida Ines Irina Ismail Ivo Jana Jasper
  Joana Jonas Jules Julia Kaja Karim Kenji Klara Lara Lars Leila Lena Leo Levin Lina Linh Luca Lucia Maja Malik Marek Maren Maria
  Marta Mateo Maya Mei Mila Milan Mina Mira Nadia Nela Nils Nina Noah Nora Olga Omar Oskar Paul Pia Priya Quentin Rafael Rania
  Rosa Ruben Sami Sara Selma Simon Sofia Stella Sven Tara Teo Thea Tilda Tomas Ursula Vera Viktor Wanda Xenia Yara Yusuf Zoe`);

export const lastNames = words(`
  Abel Adler Ahlgren Alvarez Amado Andrade Arslan Bakker Balint Barros Becker Bergman Bianchi Blom Bosch Brandt Brown Campos Cassidy
  Cerny Chen Clarke Conti Costa Dahl Danner Delgado Demir Dubois Duarte Eklund Engel Farkas Ferrari Fischer Flores Fontaine Forster
  Garcia Gomes Greco Haas Hansen Hartmann Herrera Holm Horvat Huber Ibsen Ivanov Jansen Jensen Kaplan Keller Khan Kim Klein Kovac
  Kruger Lang Larsen Laurent Lehmann Lindgren Lopez Lund Maas Marchetti Marino Martin Mendes Meyer Moreau Mori Murphy Nagy Nakamura
  Neumann Nguyen Novak Nunes Olsen Ortega Osei Park Patel Pereira Petrov Quist Ramos Rao Reyes Ricci Rivera Romano Rossi Sato Schmid
  Silva Singh Soto Stark Svoboda Tanaka Thorne Toth Ueda Urban Varga Vidal Vogel Wagner Walsh Weber Winter Wolf Yilmaz Zeller Öberg`);

export const streets = words(`
  Acacia Alder Amber Anchor Apple Bakery Beech Birch Bridge Brook Canal Castle Cedar Chapel Cherry Church Clover Copper Corn Ferry
  Fern Field Forest Garden Garland Glass Green Harbour Hazel Heath Hill Holly Juniper King Lake Lantern Lark Laurel Lime Linden Long
  Maple Market Meadow Mill Moss North Oak Orchard Park Pear Pine Poplar Quarry Queen River Rose Rowan School South Spring Station
  Stone Sun Tannery Thistle Tower Valley Vine Walnut Water Weaver Willow Wind`);
export const streetKinds = words('Street Street Street Road Road Lane Way Avenue Square Walk');

export const towns: readonly (readonly [country: string, currency: string, towns: readonly string[]])[] = [
  ['DE', 'EUR', words('Berlin Hamburg Leipzig Bremen Köln München Dresden Kassel')],
  ['FR', 'EUR', words('Paris Lyon Nantes Lille Rennes Bordeaux')],
  ['NL', 'EUR', words('Utrecht Rotterdam Groningen Delft')],
  ['AT', 'EUR', words('Wien Graz Linz Salzburg')],
  ['ES', 'EUR', words('Madrid Valencia Sevilla Bilbao')],
  ['IT', 'EUR', words('Roma Torino Bologna Trieste')],
  ['GB', 'GBP', words('London Leeds Bristol Glasgow Cardiff')],
  ['CH', 'CHF', words('Zürich Bern Basel Genève')],
  ['SE', 'SEK', words('Stockholm Göteborg Malmö Umeå')],
  ['PL', 'PLN', words('Kraków Gdańsk Poznań Wrocław')],
];

/** Top categories, what their things are made of, their own categories, and what is sold in each. */
export const departments: readonly (readonly [
  name: string,
  materials: readonly string[],
  parts: readonly (readonly [name: string, things: readonly string[]])[],
])[] = [
  [
    'Kitchen',
    words('Steel Copper Iron Stoneware Porcelain Glass Oak'),
    [
      ['Cookware', words('Saucepan Skillet Casserole Wok Stockpot Griddle')],
      ['Tableware', words('Plate Bowl Mug Pitcher Platter Cup')],
      ['Knives', phrases('Chef Knife|Paring Knife|Bread Knife|Cleaver|Knife Block')],
      ['Baking', phrases('Loaf Tin|Cake Ring|Rolling Pin|Mixing Bowl|Baking Tray')],
    ],
  ],
  [
    'Furniture',
    words('Oak Ash Beech Walnut Birch Steel Rattan Bamboo'),
    [
      ['Chairs', phrases('Stool|Armchair|Bench|Rocking Chair|Dining Chair')],
      ['Tables', phrases('Side Table|Dining Table|Desk|Trestle Table|Coffee Table')],
      ['Storage', phrases('Shelf|Chest|Wardrobe|Coat Rack|Cabinet|Crate')],
      ['Beds', phrases('Bed Frame|Day Bed|Bunk Bed|Headboard')],
    ],
  ],
  [
    'Lighting',
    words('Brass Copper Steel Glass Linen Bamboo'),
    [
      ['Lamps', phrases('Table Lamp|Floor Lamp|Desk Lamp|Reading Lamp')],
      ['Pendants', phrases('Pendant|Chandelier|Paper Lantern|Ceiling Light')],
      ['Candles', phrases('Candle|Candle Holder|Tea Light Set|Storm Lantern')],
    ],
  ],
  [
    'Textiles',
    words('Linen Cotton Wool Felt'),
    [
      ['Bedding', phrases('Duvet Cover|Pillow Case|Blanket|Quilt|Fitted Sheet')],
      ['Rugs', phrases('Rug|Runner|Door Mat|Bath Mat')],
      ['Curtains', phrases('Curtain|Roller Blind|Curtain Rod|Drape')],
      ['Towels', phrases('Bath Towel|Hand Towel|Tea Towel|Bathrobe')],
    ],
  ],
  [
    'Garden',
    words('Steel Copper Ash Teak Terracotta'),
    [
      ['Tools', phrases('Spade|Rake|Trowel|Secateurs|Watering Can|Hoe')],
      ['Pots', phrases('Planter|Flower Pot|Hanging Pot|Seed Tray')],
      ['Outdoor Seating', phrases('Deck Chair|Hammock|Garden Bench|Sun Lounger')],
    ],
  ],
  [
    'Outdoors',
    words('Canvas Cotton Aluminium Steel Waxed-Linen'),
    [
      ['Tents', phrases('Tent|Tarp|Awning|Sleeping Bag')],
      ['Bags', phrases('Backpack|Duffel|Dry Bag|Day Pack|Pannier')],
      ['Camp Kitchen', phrases('Camp Stove|Kettle|Mess Kit|Flask|Cooler')],
    ],
  ],
  [
    'Office',
    words('Leather Cork Linen Felt Brass Oak'),
    [
      ['Paper', phrases('Notebook|Sketch Pad|Envelope Set|Calendar|Folder')],
      ['Writing', phrases('Fountain Pen|Pencil Set|Marker Set|Ink Bottle')],
      ['Desk Things', phrases('Pen Tray|Book End|Desk Mat|Letter Rack|Clock')],
    ],
  ],
  [
    'Children',
    words('Beech Birch Felt Cotton Maple'),
    [
      ['Toys', phrases('Building Blocks|Train Set|Puzzle|Kite|Spinning Top|Marble Run')],
      ['Books', phrases('Picture Book|Atlas|Story Book|Colouring Book')],
    ],
  ],
];

export const qualities = words(
  'Folding Stackable Compact Classic Slim Heavy Light Nordic Rustic Modern Round Tall Low Wide Small Large Plain Fluted',
);
export const colours = words('white black sand clay moss slate navy rust ochre plum teal rose');
export const tags = words(
  'new bestseller handmade recycled limited outdoor gift seasonal organic fairtrade sale washable spare-parts vegan',
);

export const supplierNames = words(
  'Aldgate Brandner Caldera Dornfeld Elmstrand Fjordhus Galant Hofmark Isterra Juniper Kestrel Lindqvist Morava Northmill Ostara Pellworm Quintero Rosenau Sandvik Tressel Umbra Vellmar Westerby Yarrow Zellner',
);
export const supplierKinds = phrases('Works|Mill|Brothers|Manufaktur|Trading|Ceramics|Weavers|Woodcraft|Metalware|Supply');

export const jobs = phrases(
  'Sales Associate|Support Agent|Picker|Buyer|Merchandiser|Accountant|Designer|Developer|Warehouse Lead|Photographer',
);
export const departmentsOfStaff = phrases('Sales|Support|Warehouse|Purchasing|Finance|Product|Technology');
export const carriers = phrases('PostNord|Kurier Nord|BlueVan|PedalPost|ParcelHub');
export const couponWords = words('SPRING SUMMER AUTUMN WINTER HELLO THANKS NEST CAMP GARDEN LIGHT');

export const praise = phrases(
  'Exactly as pictured|Even better than I hoped|Solid and well made|Arrived early and well packed|My second one already|A gift that went down very well|Feels like it will last for decades',
);
export const criticism = phrases(
  'The colour is darker than on the page|One screw was missing|Took two weeks to arrive|Smaller than I thought|Scratched on arrival, replaced without a fuss|The instructions are only pictures',
);
export const remarks = phrases(
  'Would buy again.|The children use it every day.|It fits our kitchen perfectly.|Good value for the price.|Support answered within the hour.|I wish there were more colours.',
);
export const notes = phrases(
  'Please leave with the neighbours|Ring twice|Gift wrap, please|No plastic packaging if possible|Deliver after 17:00|Call before delivery|The door code is on the label',
);
